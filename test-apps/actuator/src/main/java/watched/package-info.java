/** A small application that is watched by Spring Boot's Actuator, on whatever version of Spring Boot. */
package watched;
