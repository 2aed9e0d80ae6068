"""The command line: options, tables and what each command does."""
