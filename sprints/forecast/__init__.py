"""When will a list of items be done: a simulation over what was finished in past weeks."""
