"""电子证照·印章: electronic licences and seals."""
