// Drives the Go SDK as the test says: one JSON request a line on standard input, one JSON answer a line on standard output.
// What the SDK logs goes to standard error. See JavaSdkDriver for the same thing in Java.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	harness "github.com/harness/ff-golang-server-sdk/client"
	"github.com/harness/ff-golang-server-sdk/evaluation"
	"github.com/harness/ff-golang-server-sdk/types"
)

// Above any test's patience: whatever an SDK learns in time, it learns by stream.
const pollIntervalMinutes = 10

type request struct {
	Do        string
	Kind      string
	Flag      string
	Analytics bool
	Otherwise json.RawMessage
	Target    struct {
		Identifier string
		Name       string
		Attributes map[string]interface{}
	}
}

var client *harness.CfClient

func initialise(r request) (interface{}, error) {
	relay := os.Getenv("SDK_BASE_URL")
	started, err := harness.NewCfClient(os.Getenv("SDK_KEY"),
		harness.WithURL(relay),
		harness.WithEventsURL(relay),
		harness.WithPullInterval(pollIntervalMinutes),
		harness.WithAnalyticsEnabled(r.Analytics),
		harness.WithStoreEnabled(false),
		harness.WithWaitForInitialized(true))
	if err != nil {
		return nil, err
	}
	client = started
	return true, nil
}

func evaluate(r request) (interface{}, error) {
	if client == nil {
		return nil, errors.New("not initialised")
	}
	target := evaluation.Target{Identifier: r.Target.Identifier, Name: r.Target.Name, Attributes: &r.Target.Attributes}
	// The SDK answers the default and says why; the test looks at the answer.
	switch r.Kind {
	case "boolean":
		var otherwise bool
		if err := json.Unmarshal(r.Otherwise, &otherwise); err != nil {
			return nil, err
		}
		value, _ := client.BoolVariation(r.Flag, &target, otherwise)
		return value, nil
	case "string":
		var otherwise string
		if err := json.Unmarshal(r.Otherwise, &otherwise); err != nil {
			return nil, err
		}
		value, _ := client.StringVariation(r.Flag, &target, otherwise)
		return value, nil
	case "int":
		var otherwise float64
		if err := json.Unmarshal(r.Otherwise, &otherwise); err != nil {
			return nil, err
		}
		value, _ := client.NumberVariation(r.Flag, &target, otherwise)
		return value, nil
	case "json":
		var otherwise types.JSON
		if err := json.Unmarshal(r.Otherwise, &otherwise); err != nil {
			return nil, err
		}
		value, _ := client.JSONVariation(r.Flag, &target, otherwise)
		return value, nil
	}
	return nil, fmt.Errorf("no kind of flag is called %s", r.Kind)
}

func answer(r request) (interface{}, error) {
	switch r.Do {
	case "initialise":
		return initialise(r)
	case "evaluate":
		return evaluate(r)
	case "changes":
		return []string{}, nil // What this SDK tells a listener is the stream itself.
	case "close":
		return true, client.Close()
	}
	return nil, fmt.Errorf("nothing is called %s", r.Do)
}

func main() {
	answers := os.Stdout
	os.Stdout = os.Stderr // Whatever the SDK prints is no answer.
	out := json.NewEncoder(answers)
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 64<<10), 8<<20)
	for lines.Scan() {
		var r request
		err := json.Unmarshal(lines.Bytes(), &r)
		var value interface{}
		if err == nil {
			value, err = answer(r)
		}
		reply := map[string]interface{}{"value": value}
		if err != nil {
			reply = map[string]interface{}{"error": err.Error()}
		}
		if err := out.Encode(reply); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}
