"""The web server's own settings, the same in production and in the demo."""

# Without the query: a search may carry a card number, and a log is read by more people than the register is.
access_log_format = '%(h)s %(t)s "%(m)s %(U)s" %(s)s %(B)s bytes %(M)s ms'
accesslog = "-"
control_socket_disable = True
