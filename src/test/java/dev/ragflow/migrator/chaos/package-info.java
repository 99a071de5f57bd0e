/** What can go wrong around a run: kills, restarts, cut connections, locks, missing rights, full disks. */
@NullMarked
package dev.ragflow.migrator.chaos;

import org.jspecify.annotations.NullMarked;
