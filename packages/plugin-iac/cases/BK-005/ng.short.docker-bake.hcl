target "app" {
  output = ["/etc/cron.d"]
}
