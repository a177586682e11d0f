# Words of all pages that the program serves.

pages-new-tab = opens a new tab
pages-demonstration = This is a demonstration. Its persons are invented, its keys lie in a file on this computer, and nothing that it signs binds anybody.
