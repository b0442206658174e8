"""What a person sees; one noun per file."""
