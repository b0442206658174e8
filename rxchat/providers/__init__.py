"""The vendors' adapters. One file per vendor; what two of them share stands in files that begin with an underscore."""
