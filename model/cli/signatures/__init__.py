"""Signatures of all commands: words of the command line, handed to a function of `model/cli/commands/`.

What a command needs is imported when it is called: the help of all commands comes at once.
"""
