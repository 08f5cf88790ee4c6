"""Clauses to chunks to vectors to search: which clauses are nearest to a question, in meaning and in words?"""
