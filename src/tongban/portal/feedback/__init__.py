"""咨询投诉·好差评: ratings of what happened."""
