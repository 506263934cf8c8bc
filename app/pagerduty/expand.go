package pagerduty
