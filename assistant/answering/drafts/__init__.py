"""Which part of a message is the very text they mean to post, what in it touches a clause, and what could be posted?"""
