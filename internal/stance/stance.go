// Package stance proposes which side a statement takes on a point, and hints where two texts may contradict each other; a person decides.
package stance
