# SPDX-License-Identifier: Apache-2.0
#
#   tclsh run.tcl LOG MODULES SCRIPT ARGUMENTS...
#
# Runs a script for Vivado without Vivado: its commands are stand-ins that know their options as
# UG835 has them, keep a block design, and refuse what does not fit. LOG gets one line of JSON for
# each call and, at the end, what was built. MODULES describes the modules that a block design can
# refer to, as hw_ports.py makes it. The environment makes things go wrong:
#
#   STUB_VERSION  what `version -short` says        STUB_SETUP, STUB_HOLD  worst slack, ns
#   STUB_FAIL     a command that fails              STUB_MISSING           an IP that there is not

set here [file dirname [file normalize [info script]]]
foreach part {commands catalog design flow} { source [file join $here $part.tcl] }

set ::argv [lassign $::argv log modules script]
stub::open_log $log
source $modules

# A Vivado of 2018 has Tcl 8.5: what came later is not there.
foreach command {coroutine lmap tailcall throw try yield zlib} { rename $command {} }

set ::argc [llength $::argv]
source $script
stub::log_results
