"""Call pipeline: what every call goes through, for any vendor."""
