"""What was said before: what of it still holds for a message, and does the message go on from it at all?"""
