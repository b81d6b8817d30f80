package app

import (
	"context"
	"strings"
	"time"

	"voxpop"
	"voxpop/internal/desk/callouts"
	"voxpop/internal/front"
)

// deskCallouts are the desk's pages about what is asked.
func (a *App) deskCallouts() *callouts.Screens {
	return &callouts.Screens{
		Store:   a.Store,
		Counts:  a.calloutCounts,
		House:   a.House,
		Doorway: a.deskDoorway,
		Doors:   a.publicDoors,
		Form:    front.Options{Name: a.Config.Front.Name, Evaluation: a.evaluation.Load()}.Preview,
		Sheet:   front.Sheet,
	}
}

// deskDoorway counts what the desk says of the public doors.
func (a *App) deskDoorway(ctx context.Context) (d callouts.Doorway, err error) {
	if a.Keys == nil {
		return d, nil
	}
	d.Keys, d.Locked, d.Refused = true, a.Keys.Locked(), map[string]int{}
	if here := a.here.Load(); here != nil {
		d.Waiting, _ = here.box.Count()
	}
	refused, err := a.Store.Refusals(ctx)
	for reason, n := range refused {
		d.Refused[string(reason)] += n
	}
	return d, err
}

// publicDoors are the doors by the addresses that respondents use. The one on
// this machine counts only while it runs or is known by an address.
func (a *App) publicDoors() (all []callouts.Door) {
	c := a.Config.Front
	d := callouts.Door{Public: c.Public, Onion: onionURL(c.Onion)}
	if here := a.here.Load(); here != nil {
		d.Trial = true
		if at := here.at.Load(); d.Public == "" && at != nil {
			d.Public = strings.TrimSuffix(*at, "/")
		}
	}
	if d.Public != "" || d.Onion != "" {
		all = append(all, d)
	}
	for _, x := range a.Config.Doors {
		if x.Public != "" || x.Onion != "" {
			all = append(all, callouts.Door{Name: x.Name, Public: x.Public, Onion: onionURL(x.Onion)})
		}
	}
	return all
}

func onionURL(host string) string {
	if host == "" {
		return ""
	}
	return "http://" + host
}

// calloutCounts counts the answers of every call-out.
func (a *App) calloutCounts(ctx context.Context, now time.Time) (map[string]callouts.Count, error) {
	all, err := a.Store.CalloutCounts(ctx, func(c voxpop.Callout) string { return now.In(c.Zone()).Format(time.DateOnly) })
	if err != nil {
		return nil, err
	}
	counts := make(map[string]callouts.Count, len(all))
	for slug, n := range all {
		counts[slug] = callouts.Count{Total: n.Total, Today: n.Today, Unread: n.Unread, Media: n.Media, Langs: n.Langs, Days: n.Days}
	}
	return counts, nil
}
