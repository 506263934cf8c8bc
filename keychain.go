package main

import (
	"errors"

	"github.com/zalando/go-keyring"
)

// keychainService is what the program's secrets are called in the operating system's keychain.
const keychainService = "furikaeri"

// A keychain is the operating system's: macOS's Keychain, Windows's Credential Manager, the Secret Service under Linux.
type keychain struct{}

func (keychain) Get(account string) (string, error) {
	secret, err := keyring.Get(keychainService, account)
	if errors.Is(err, keyring.ErrNotFound) {
		return "", nil
	}
	return secret, err
}

func (keychain) Set(account, secret string) error {
	return keyring.Set(keychainService, account, secret)
}

func (keychain) Delete(account string) error {
	err := keyring.Delete(keychainService, account)
	if errors.Is(err, keyring.ErrNotFound) {
		return nil
	}
	return err
}
