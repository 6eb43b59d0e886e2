"""What strangers try: each class of abuse has its test here."""
