target "app" {
  ssh = ["default=~/.ssh/id_ed25519"]
  secret = ["id=aws,src=~/.aws/credentials"]
}
