"""Call pipeline: what every call goes through, whoever the vendor is."""
