// Laid in the next commit.
