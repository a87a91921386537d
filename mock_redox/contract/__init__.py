"""What Redox asks of your code, as tests over a URL. Nothing in here yet."""
