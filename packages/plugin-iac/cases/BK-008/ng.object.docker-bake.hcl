target "app" {
  ssh = [{ id = "default", paths = ["~/.ssh/id_rsa"] }]
  secret = [{ type = "file", id = "s", src = "/etc/shadow" }]
}
