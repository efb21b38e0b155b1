"""`make bench`: a database the size of a large board, and how long each page takes on it.

Nothing here belongs to the application: it fills a database of its own and asks pages for their time.
"""
