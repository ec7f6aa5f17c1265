"""Reports as web pages: what a report says, laid out for readers of Swedish and of English."""
