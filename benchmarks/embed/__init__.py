"""What an embed costs: first and again, alone and in a crowd."""
