"""What a log has to have before anybody works on it: topics, accounts and rights, as code."""
