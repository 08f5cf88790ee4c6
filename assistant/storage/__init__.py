"""What is kept: tables, migrations, and the only code that writes them."""
