"""The assistant: answers "can I post this?" from the directive, and hands over what it leaves open."""
