"""The five rules of the model as compiled functions, one rule a file."""
