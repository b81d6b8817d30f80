package cast

import "voxpop/internal/people"

// Passphrase lets in everybody of the invented newsroom. It protects nothing:
// the demo is reached from its own machine only, and all it holds is invented.
const Passphrase = "lanterns over the quiet harbour"

// People are those who work at the Selane Lantern: an editor who may do
// everything, the two coders of the records, and a security officer.
func People() []people.Person {
	return []people.Person{
		{ID: "editor", Name: "Ilmar Dost", Roles: people.Roles()},
		{ID: "ann", Name: "Ann Serrat", Roles: []people.Role{people.Coder}},
		{ID: "eun-ji", Name: "Eun-ji Vale", Roles: []people.Role{people.Coder}},
		{ID: "security", Name: "Nell Azar", Roles: []people.Role{people.Security}},
	}
}
