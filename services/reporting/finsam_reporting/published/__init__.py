"""What was printed, as data: each figure with its place in the document. It is compared with, never counted from."""
