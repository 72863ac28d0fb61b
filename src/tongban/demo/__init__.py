"""示范城市: an invented city made by calling the acts."""
