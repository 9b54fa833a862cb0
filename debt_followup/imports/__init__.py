"""Files of old registers: their columns, what a row says, and how a confirmed file is written."""
