target "app" {
  ssh = ["default"]
  secret = ["type=env,id=token,env=TOKEN", "id=a,src=./a.txt"]
}
