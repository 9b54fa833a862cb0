"""Two more provinces of the demo with a year of rounds each: Samut Prakan with its calendar, Bangkok with its khet."""
