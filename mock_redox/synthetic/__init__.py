"""People who do not exist. The only folder that imports Faker."""
