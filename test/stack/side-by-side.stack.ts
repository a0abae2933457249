// The cases that choose faults and answers for their own jobs alone. They wait most of the time, so all run
// at once. A case that changes something shared stands in a file of its own in this folder.
import './cases/deliveries.ts';
import './cases/endings.ts';
import './cases/faults.ts';
import './cases/outcomes.ts';
import './cases/rehearse.ts';
import './cases/releases.ts';
import './cases/ways.ts';
