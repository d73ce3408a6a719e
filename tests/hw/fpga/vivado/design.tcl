# SPDX-License-Identifier: Apache-2.0
#
# A block design: cells, nets, interfaces, addresses.

namespace eval stub {
  variable cells {}       ;# name -> kind (an IP or a module)
  variable values {}      ;# cell -> parameter -> value
  variable ports {}       ;# external interface -> mode
  variable nets {}        ;# sink -> driver
  variable links {}       ;# interface -> the one at its other end, both ways
  variable placed {}      ;# master segment -> {space slave offset range}
  variable validated 0
}

proc stub::do_get_ipdefs {parsed args} {
  variable versions
  variable settings
  if {![regexp {VLNV =~ (xilinx\.com:ip:(\w+)):\* } [option $parsed -filter] - vendor ip]} {
    error "the stand-in does not know this filter"
  }
  if {![dict exists $versions $ip] || $settings(MISSING) eq $ip} { return {} }
  return "$vendor:[dict get $versions $ip]"
}

proc stub::do_create_bd_cell {parsed name} {
  variable cells
  variable values
  variable modules
  switch [option $parsed -type] {
    ip { set kind [lindex [split [option $parsed -vlnv] :] 2] }
    module {
      set kind [option $parsed -reference]
      if {![dict exists $modules $kind] || ![has_module $kind]} {
        error "ERROR: \[filemgmt 56-195\] Unable to find a module '$kind' in the project"
      }
      dict set values $name [dict get $modules $kind parameters]
    }
    default { error "ERROR: \[BD 5-2\] unknown type of cell" }
  }
  if {[dict exists $cells $name]} { error "ERROR: \[BD 5-3\] there is a cell $name" }
  dict set cells $name $kind
  return $name
}

proc stub::value {cell name} {
  variable values
  if {[dict exists $values $cell $name]} { return [dict get $values $cell $name] }
}

# Sets a parameter of a cell.
proc stub::configure {cell name value} {
  variable cells
  variable values
  variable parameters
  variable modules
  set kind [dict get $cells $cell]
  if {[dict exists $modules $kind]} {
    set good [expr {[dict exists $modules $kind parameters $name] && [string is integer $value]}]
  } else {
    set known [dict get $parameters $kind]
    set good [expr {[dict exists $known $name] && [regexp [dict get $known $name] $value]}]
  }
  if {!$good} { error "ERROR: \[BD 41-738\] $kind has no parameter $name with the value '$value'" }
  dict set values $cell $name $value
  if {$name eq "PCW_FPGA0_PERIPHERAL_FREQMHZ"} {
    dict set values $cell PCW_ACT_FPGA0_PERIPHERAL_FREQMHZ [nearest_clock $value]
  }
}

proc stub::there {cell conditions} {
  foreach name $conditions {
    if {[value $cell $name] != 1} { return 0 }
  }
  return 1
}

# pin -> direction of a cell as it is configured now.
proc stub::pins_of {cell} {
  variable cells
  variable pins
  variable modules
  set kind [dict get $cells $cell]
  if {[dict exists $modules $kind]} { return [dict get $modules $kind pins] }
  set result {}
  foreach {name direction conditions} [dict get $pins $kind] {
    if {[there $cell $conditions]} { dict set result $name $direction }
  }
  return $result
}

# interface -> {mode protocol clock span} of a cell as it is configured now.
proc stub::interfaces_of {cell} {
  variable cells
  variable interfaces
  variable modules
  set kind [dict get $cells $cell]
  if {[dict exists $modules $kind]} { return [dict get $modules $kind interfaces] }
  set result {}
  foreach {name mode protocol clock conditions} [dict get $interfaces $kind] {
    if {[string match *_PROTOCOL $protocol]} { set protocol [value $cell $protocol] }
    if {[there $cell $conditions]} { dict set result $name [list $mode $protocol $clock 0] }
  }
  return $result
}

proc stub::find {what path known} {
  variable cells
  lassign [split $path /] cell name
  if {[dict exists $cells $cell] && [dict exists [$known $cell] $name]} { return $path }
  error "ERROR: \[BD 5-233\] No $what matched '$path'"
}

proc stub::do_get_bd_pins {parsed path} { return [find pins $path pins_of] }
proc stub::do_get_bd_intf_pins {parsed path} { return [find "interface pins" $path interfaces_of] }

proc stub::do_create_bd_intf_port {parsed name} {
  variable ports
  set known {
    xilinx.com:interface:ddrx_rtl:1.0 xilinx.com:display_processing_system7:fixedio_rtl:1.0
  }
  if {[lsearch $known [option $parsed -vlnv]] < 0} { error "ERROR: \[BD 5-4\] unknown interface" }
  dict set ports $name [string tolower [option $parsed -mode]]
}

proc stub::do_get_bd_intf_ports {parsed name} {
  variable ports
  if {![dict exists $ports $name]} { error "ERROR: \[BD 5-233\] No ports matched '$name'" }
  return $name
}

proc stub::direction {path} {
  lassign [split $path /] cell name
  return [dict get [pins_of $cell] $name]
}

proc stub::do_connect_bd_net {parsed args} {
  variable nets
  set drivers {}
  set sinks {}
  foreach pin $args { lappend [expr {[direction $pin] eq "out" ? "drivers" : "sinks"}] $pin }
  if {[llength $drivers] != 1} { error "ERROR: \[BD 41-1\] [join $args]: no one driver" }
  foreach sink $sinks {
    if {[dict exists $nets $sink]} { error "ERROR: \[BD 41-2\] $sink is connected already" }
    dict set nets $sink $drivers
  }
}

# {mode protocol} of an end of a connection; an external port is the other mode inside.
proc stub::end_of {path} {
  variable ports
  if {[dict exists $ports $path]} {
    set mode [expr {[dict get $ports $path] eq "master" ? "slave" : "master"}]
    return [list $mode [dict get {DDR ddrx FIXED_IO fixedio} $path]]
  }
  lassign [split $path /] cell name
  return [lrange [dict get [interfaces_of $cell] $name] 0 1]
}

proc stub::do_connect_bd_intf_net {parsed first second} {
  variable links
  lassign [end_of $first] first_mode first_protocol
  lassign [end_of $second] second_mode second_protocol
  if {$first_mode eq $second_mode} {
    error "ERROR: \[BD 41-3\] $first and $second are both $first_mode"
  }
  if {$first_protocol ne $second_protocol} {
    error "ERROR: \[BD 41-4\] $first is $first_protocol, $second is $second_protocol"
  }
  foreach {end other} [list $first $second $second $first] {
    if {[dict exists $links $end]} { error "ERROR: \[BD 41-5\] $end is connected already" }
    dict set links $end $other
  }
}
