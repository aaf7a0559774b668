"""The desk's forms: each keeps what was typed, and puts every fault beside its field."""
