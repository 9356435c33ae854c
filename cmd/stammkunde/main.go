// Command stammkunde knows, understands, values and cultivates a firm's customers.
package main

func main() {}
