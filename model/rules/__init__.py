"""The four rules of the model as pure array functions, one rule a file."""
