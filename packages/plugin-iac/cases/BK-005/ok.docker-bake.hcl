target "app" {
  output = ["type=local,dest=./out", "type=image,name=a/b:1", "/dev/null"]
}
