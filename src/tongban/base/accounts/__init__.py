"""自然人·法人·工作人员: people, companies, officers and their accounts."""
