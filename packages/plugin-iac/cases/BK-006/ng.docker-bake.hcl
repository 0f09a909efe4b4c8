target "app" {
  contexts = {
    src = "/"
    keys = "~/.ssh"
  }
}
