// Functions of the testcases in this folder and below, in Go. Built once into debugtalk.bin:
//
//	hrp build debugtalk.go
//
// Every function here can be called; its name in lower case and without "_" will do as well.
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

const key = "secret of the examples"

// Sign is ${sign($user, $now)}.
func Sign(user string, timestamp int64) string {
	sum := hmac.New(sha256.New, []byte(key))
	fmt.Fprintf(sum, "%s:%d", user, timestamp)
	return hex.EncodeToString(sum.Sum(nil))
}

// NewUsers is ${new_users(3)}: rows for `parameters`.
func NewUsers(count int) []map[string]interface{} {
	rows := make([]map[string]interface{}, 0, count)
	for number := 1; number <= count; number++ {
		rows = append(rows, map[string]interface{}{
			"user": fmt.Sprintf("user%d", number), "age": 20 + number,
		})
	}
	return rows
}

// ExpectOk is ${expect_ok($response)}, a hook: the error that it gives fails the step.
func ExpectOk(response map[string]interface{}) error {
	if status := response["status_code"]; status != 200.0 {
		return fmt.Errorf("status %v", status)
	}
	return nil
}
