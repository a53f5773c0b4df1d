"""What turns mean: the stage of the call that they belong to, their tone, and what is marked in them."""
