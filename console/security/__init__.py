"""Who may see what: default deny, cross-origin refusal, headers, sessions, passwords and pairing."""
