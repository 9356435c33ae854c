package cli

import (
	"bufio"
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"strings"

	"golang.org/x/term"

	"github.com/stammkunde/stammkunde/internal/app"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/team"
)

type userCmd struct {
	Add   userAddCmd   `cmd:"" help:"clihelp.user_add"`
	Reset userResetCmd `cmd:"" name:"reset-password" help:"clihelp.user_reset"`
}

type userAddCmd struct {
	Login    string `arg:"" help:"clihelp.user_login"`
	Name     string `help:"clihelp.user_name" default:""`
	Role     string `help:"clihelp.user_role" enum:"owner,responsible,carer,helper,adviser" default:"carer"`
	Password string `help:"clihelp.user_password" env:"STAMMKUNDE_PASSWORD"`
}

// Run adds the user and tells a password that was made.
func (c *userAddCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, true, func(a *app.App) error {
		password, made, err := e.password(c.Password)
		if err != nil {
			return err
		}
		name := c.Name
		if name == "" {
			name = c.Login
		}
		id, err := a.Team.Create(ctx, history.Program, team.User{Login: c.Login, Name: name, Role: team.Role(c.Role), KeysOn: true}, password)
		if err != nil {
			return err
		}
		return e.tellPassword(ctx, a, "cli.user_added", id, c.Login, password, made)
	})
}

type userResetCmd struct {
	Login    string `arg:"" help:"clihelp.user_login"`
	Password string `help:"clihelp.user_password" env:"STAMMKUNDE_PASSWORD"`
}

// Run sets the password and ends the user's sessions.
func (c *userResetCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, true, func(a *app.App) error {
		u, err := team.ByLogin(ctx, a.DB, c.Login)
		if err != nil {
			return err
		}
		password, made, err := e.password(c.Password)
		if err != nil {
			return err
		}
		if err := a.Team.ResetPassword(ctx, history.Program, u.ID, password); err != nil {
			return err
		}
		return e.tellPassword(ctx, a, "cli.password_reset", u.ID, c.Login, password, made)
	})
}

func (e *env) tellPassword(ctx context.Context, a *app.App, key string, id int64, login, password string, made bool) error {
	out := map[string]any{"id": id, "login": login}
	if made {
		out["password"] = password
	}
	if e.json {
		return e.print(out)
	}
	p, err := e.printer(ctx, a)
	if err != nil {
		return err
	}
	e.say("%s", p.T(key, login))
	if made {
		e.say("%s", p.T("cli.password_made", password))
	}
	return nil
}

// password returns the given one, asks for it on a terminal, reads it from a piped
// line, or makes one when there is nobody to ask.
func (e *env) password(given string) (password string, made bool, err error) {
	if given != "" {
		return given, false, nil
	}
	if f, ok := e.in.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		fmt.Fprint(e.err, "Passwort: ")
		raw, err := term.ReadPassword(int(f.Fd()))
		fmt.Fprintln(e.err)
		if err != nil {
			return "", false, fault.Wrap(err, fault.Invalid, "cli.no_password")
		}
		if len(raw) > 0 {
			return string(raw), false, nil
		}
	} else if e.in != nil {
		if line, _ := bufio.NewReader(e.in).ReadString('\n'); strings.TrimSpace(line) != "" {
			return strings.TrimSpace(line), false, nil
		}
	}
	return rand.Text()[:16], true, nil
}
